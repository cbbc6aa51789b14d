{{ config(
    incremental_strategy='merge', unique_key='boat_id', on_schema_change='append_new_columns',
    grants={'select': ['account users', 'admins'] if var('day') == '2026-01-31' else ['user@example.com', 'admins']}
) }}

select
    boat_id,
    count(*) as trips,
    max(started_at) as latest
    {% if var('day') > '2026-01-31' %}, sum(minutes) as minutes{% endif %}
from {{ ref('stg_trips') }}
group by boat_id
