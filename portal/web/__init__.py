"""What every page of the site uses and no page owns."""
