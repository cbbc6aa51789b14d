select boat_id, trip_id, started_at, weather
from {{ ref('stg_trips') }}
qualify row_number() over (partition by boat_id order by started_at desc, trip_id) = 1
