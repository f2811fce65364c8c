package httpapi

import "sync"

// cache holds values by path, in bounded memory. It forgets by generations:
// when the young one is full, it becomes the old one, and the old one is
// dropped but for what is asked for again.
type cache[V interface{ cost() int }] struct {
	mu         sync.Mutex
	young, old map[string]V
	size       int // of the young one
}

// generationMax is the size of one generation in bytes.
const generationMax = 64 << 20

func (c *cache[V]) get(path string) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok = c.young[path]; ok {
		return v, true
	}
	if v, ok = c.old[path]; ok {
		c.add(path, v)
	}
	return v, ok
}

func (c *cache[V]) put(path string, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(path, v)
}

func (c *cache[V]) add(path string, v V) {
	if c.young == nil || c.size+v.cost() > generationMax {
		c.old, c.young, c.size = c.young, map[string]V{}, 0
	}
	c.young[path] = v
	c.size += v.cost()
}
