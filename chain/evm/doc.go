// Package evm reads contracts at one block, many calls in few round trips: by code
// that is sent along, or through Multicall3, where they answer as a direct call
// does, else by JSON-RPC batches. It holds the little of the contract ABI that a run needs a million
// times, and knows no contract but Multicall3.
package evm
