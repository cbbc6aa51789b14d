select boat_id, trip_date, sum(fuel) as fuel, sum(fuel) filter (where weather = 'storm') as fuel_in_storms
from {{ ref('stg_trips') }}
where fuel is not null
group by boat_id, trip_date
