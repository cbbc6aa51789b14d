"""Who may act here: users, groups and service principals, and who belongs to what."""
