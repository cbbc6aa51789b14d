{% snapshot owners_history %}
{{ config(target_schema=target.schema, unique_key='owner_id', strategy='timestamp', updated_at='changed_at') }}

select
    owner_id,
    owner_name,
    {% if var('day') > '2026-01-31' %}
    case when owner_id = 12 then 'Helsinki' else city end as city,
    case when owner_id = 12 then timestamp'2026-02-05 12:00:00' else changed_at end as changed_at
    {% else %}
    city,
    changed_at
    {% endif %}
from {{ ref('stg_owners') }}
{% endsnapshot %}
