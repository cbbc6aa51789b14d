select n_nationkey as nation_id, initcap(n_name) as nation_name
from {{ source('samples', 'nation') }}
