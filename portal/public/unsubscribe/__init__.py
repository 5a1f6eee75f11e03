"""The page that stops mail, and the one-click link."""
