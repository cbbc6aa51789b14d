{{ config(materialized='table', tags=['weekly']) }}

select
    city,
    kind,
    count(*) as boats,
    grouping(kind) as all_kinds
from {{ ref('stg_owners') }}
join {{ ref('stg_boats') }} using (owner_id)
group by grouping sets ((city, kind), (city))
