{{ config(incremental_strategy='delete+insert', unique_key='repair_id') }}

select repair_id, boat_id, cost, done_on from {{ ref('stg_repairs') }}
where done_on <= date'{{ var("day") }}'
