{% macro per_hour(amount, minutes) %}
    round({{ amount }} / nullif({{ minutes }}, 0) * 60, 2)
{% endmacro %}
