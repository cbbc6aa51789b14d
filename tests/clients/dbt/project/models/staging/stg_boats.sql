select
    boat_id,
    name as boat_name,
    kind,
    length,
    built,
    owner_id
from {{ ref('boats') }}
