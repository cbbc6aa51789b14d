select
    boat_id,
    trip_date,
    count(*) as trips,
    sum(minutes) as minutes,
    round(sum(distance), 3) as distance
from {{ ref('stg_trips') }}
group by all
