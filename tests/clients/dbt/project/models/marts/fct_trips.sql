{{ config(liquid_clustered_by=['trip_date']) }}

select t.*, s.speed
from {{ ref('stg_trips') }} as t
join {{ ref('int_trip_speeds') }} as s using (trip_id, boat_id, trip_date)
