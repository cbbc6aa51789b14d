{{ config(materialized='ephemeral') }}

select
    trip_id,
    boat_id,
    trip_date,
    {{ per_hour('distance', 'minutes') }} as speed
from {{ ref('stg_trips') }}
