package httpapi

import "sync"

// cache holds files by path, in bounded memory. It forgets by generations:
// when the young one is full, it becomes the old one, and the old one is
// dropped but for what is asked for again.
type cache struct {
	mu         sync.Mutex
	young, old map[string]*file
	size       int // of the young one
}

// generationMax is the size of one generation in bytes.
const generationMax = 64 << 20

// cost counts the bytes of a file and of its codings, which are hardly ever
// longer than the file, and the entry itself.
func (f *file) cost() int { return codings*len(f.data) + 1024 }

func (c *cache) get(path string) *file {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.young[path]; f != nil {
		return f
	}
	f := c.old[path]
	if f != nil {
		c.add(path, f)
	}
	return f
}

func (c *cache) put(path string, f *file) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(path, f)
}

func (c *cache) add(path string, f *file) {
	if c.young == nil || c.size+f.cost() > generationMax {
		c.old, c.young, c.size = c.young, map[string]*file{}, 0
	}
	c.young[path] = f
	c.size += f.cost()
}
