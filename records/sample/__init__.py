"""The synthetic county: invented businesses, and deliveries about them."""
