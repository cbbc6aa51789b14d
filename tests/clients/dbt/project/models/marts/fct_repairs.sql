select
    r.repair_id,
    b.boat_name,
    r.done_on,
    r.cost,
    size(r.parts) as parts,
    sum(r.cost) over (partition by r.boat_id order by r.done_on rows unbounded preceding) as running_cost
from {{ ref('stg_repairs') }} as r
join {{ ref('dim_boats') }} as b on b.boat_id = r.boat_id
