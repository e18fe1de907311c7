-- The one value: files of the generation before, of the months that an added release may touch.
set variable before = {links: cast($links as varchar[]), searches: cast($searches as varchar[]), ids: cast($ids as varchar[])}
