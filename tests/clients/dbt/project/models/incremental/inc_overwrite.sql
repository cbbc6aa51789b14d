{{ config(incremental_strategy='insert_overwrite', partition_by=['month']) }}

select boat_id, minutes, date_format(trip_date, 'yyyy-MM') as month from {{ ref('int_boat_days') }}
{% if is_incremental() %}
where date_format(trip_date, 'yyyy-MM') = date_format(date'{{ var("day") }}', 'yyyy-MM')
{% endif %}
