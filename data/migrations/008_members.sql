-- Where a refused record lies in an archive.

ALTER TABLE quarantine ADD COLUMN in_member BOOLEAN;    -- the bytes are of the member, unpacked, not of the archive
