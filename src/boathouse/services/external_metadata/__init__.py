"""Objects of other systems that tables are made from or feed, such as dashboards."""
