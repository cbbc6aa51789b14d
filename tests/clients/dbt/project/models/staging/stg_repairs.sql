select
    repair_id,
    boat_id,
    cast(done_on as date) as done_on,
    cast(cost as decimal(12, 2)) as cost,
    from_json(parts, 'array<string>') as parts
from {{ source('raw', 'repairs') }}
