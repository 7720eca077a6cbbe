"""Parts every screen is built from; none of them knows a rule of the desk."""
