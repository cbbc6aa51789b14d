{{ config(partition_by='pier', grants={'select': ['account users'], 'modify': ['admins']}) }}

select pier, count(*) as berths, count(boat_id) as taken, sum(monthly_fee) as fees
from {{ ref('stg_berths') }}
group by pier
