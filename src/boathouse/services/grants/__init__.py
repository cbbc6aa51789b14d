"""Who may do what with the objects of Unity Catalog."""
