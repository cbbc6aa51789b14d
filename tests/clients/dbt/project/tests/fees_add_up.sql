select 1 as wrong
where (select sum(fees) from {{ ref('dim_piers') }}) <> (select sum(monthly_fee) from {{ ref('stg_berths') }})
