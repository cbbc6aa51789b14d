{{ config(incremental_strategy='replace_where', incremental_predicates="trip_date >= date'2026-01-20'") }}

select trip_id, boat_id, trip_date from {{ ref('stg_trips') }}
{% if is_incremental() %}
where trip_date >= date'2026-01-20'
{% endif %}
