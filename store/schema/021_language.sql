-- The language in which somebody wants to read, wherever they log in; NULL: that of the screen.
ALTER TABLE users ADD COLUMN language text CHECK (language IN ('vi', 'en'));
