select d.date_day, coalesce(sum(b.trips), 0) as trips
from {{ ref('int_days') }} as d
left join {{ ref('fct_boat_days') }} as b on b.trip_date = cast(d.date_day as date)
group by d.date_day
