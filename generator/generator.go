// Package generator is the job: it reads a fleet at one block, rates every
// machine and publishes the tree of files that answers the API.
//
// It decides which files exist and what stands in them. How a chain is read,
// a machine is rated, a page looks and a file reaches the disk is the business
// of the packages chain, scoring, templates and tree.
package generator

// Version of the tool, as every snapshot names it. It is no build stamp: the
// same source gives the same bytes.
const Version = "0.1.0"
