select
    cast(b.boat_id as bigint) as boat_id,
    b.boat_name,
    b.kind,
    b.length,
    o.owner_id,
    o.owner_name,
    f.monthly_fee
from {{ ref('stg_boats') }} as b
left join {{ ref('dim_owners') }} as o on b.owner_id = o.owner_id
left join {{ ref('stg_berths') }} as f on f.boat_id = b.boat_id
