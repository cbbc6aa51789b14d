select
    kind,
    count(*) as boats,
    max(length) as longest,
    avg(length) as mean_length,
    array_sort(collect_list(boat_name)) as names
from {{ ref('dim_boats') }}
group by kind
