select *
from (select boat_id, weather, trip_id from {{ ref('stg_trips') }})
pivot (count(trip_id) for weather in ('calm' as calm, 'breeze' as breeze, 'storm' as storm, 'fog' as fog))
