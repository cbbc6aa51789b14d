{% snapshot berths_history %}
{{ config(
    target_schema=target.schema,
    unique_key='berth_id',
    strategy='check',
    check_cols=['boat_id', 'monthly_fee'],
    hard_deletes='invalidate'
) }}

select * from {{ ref('stg_berths') }}
{% if var('day') > '2026-01-31' %}
where berth_id <> 'C2'
{% endif %}
{% endsnapshot %}
