{{ config(incremental_strategy='append') }}

select trip_id, boat_id, trip_date, minutes from {{ ref('stg_trips') }}
{% if is_incremental() %}
where trip_id not in (select trip_id from {{ this }})
{% endif %}
