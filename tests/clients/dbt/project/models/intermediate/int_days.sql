{{ dbt.date_spine('day', "to_date('2026-01-01')", "to_date('2026-02-01')") }}
