"""Where notifications may go beside addresses: systems that admins have named."""
