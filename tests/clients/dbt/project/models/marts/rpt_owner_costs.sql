with costs as (
    select b.owner_id, sum(r.cost) as cost
    from {{ ref('stg_repairs') }} as r
    join {{ ref('stg_boats') }} as b using (boat_id)
    group by b.owner_id
)

select o.owner_name, coalesce(c.cost, 0) as cost
from {{ ref('dim_owners') }} as o
left join costs as c on c.owner_id = o.owner_id
