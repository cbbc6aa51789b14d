{{ config(alias='berths_clean') }}

select berth_id, pier, boat_id, cast(monthly_fee as decimal(10, 2)) as monthly_fee
from {{ ref('berths') }}
