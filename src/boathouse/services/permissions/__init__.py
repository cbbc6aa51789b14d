"""Who may do what with which object: one table of grants, and the rules that read it."""
