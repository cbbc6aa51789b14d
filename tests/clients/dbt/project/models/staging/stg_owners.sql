select
    owner_id,
    name as owner_name,
    lower(email) as email,
    city,
    cast(changed_at as timestamp) as changed_at
from {{ ref('owners') }}
