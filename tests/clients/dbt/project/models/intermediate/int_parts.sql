select
    r.repair_id,
    r.boat_id,
    p.position,
    p.part
from {{ ref('stg_repairs') }} as r
lateral view posexplode(r.parts) p as position, part
