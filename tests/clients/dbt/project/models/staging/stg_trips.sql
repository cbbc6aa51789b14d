with source as (

    select * from {{ source('raw', 'trips') }}

)

select
    trip_id,
    boat_id,
    cast(started_at as timestamp) as started_at,
    cast(started_at as date) as trip_date,
    minutes,
    cast(distance as double) as distance,
    cast(fuel as double) as fuel,
    weather,
    {{ dbt.datediff("cast('2026-01-01' as date)", "cast(started_at as date)", "day") }} as day_number
from source
where cast(started_at as date) <= cast('{{ var("day") }}' as date)
