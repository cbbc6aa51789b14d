{{ config(partition_by='pier') }}

select pier, count(*) as berths, count(boat_id) as taken, sum(monthly_fee) as fees
from {{ ref('stg_berths') }}
group by pier
