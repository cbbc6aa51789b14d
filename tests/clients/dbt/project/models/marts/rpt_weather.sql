{{ config(materialized='view') }}

select b.boat_name, w.calm, w.breeze, w.storm, w.fog, l.weather as latest
from {{ ref('int_weather_pivot') }} as w
join {{ ref('dim_boats') }} as b using (boat_id)
left join {{ ref('int_latest_trip') }} as l using (boat_id)
