"""Files of volumes: uploads and downloads of any size, directories, signed URLs."""
