package core

import (
	"context"
	"fmt"
	"slices"

	"confab/transport/internal/follow"
	"confab/transport/internal/loop"
	"confab/transport/internal/names"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// recallAll recalls the servers that were met before this run. It reads the disk,
// so that none is taken for one of the past that is met only now.
func (c *Client) recallAll() {
	logs, err := c.home.store.Logs(context.Background())
	c.executor.Do(func() {
		if err != nil {
			c.diskFailed(err)
		}
		c.recall(logs)
	})
}

// recallHosts recalls servers whose keys are being removed.
func (c *Client) recallHosts(hosts ...ID) {
	if !c.recalls || len(hosts) == 0 {
		return
	}
	c.executor.Do(func() {
		logs, err := c.home.store.Logs(context.Background())
		if err != nil {
			c.diskFailed(err)
			return
		}
		c.recall(slices.DeleteFunc(logs, func(l store.Log) bool { return !slices.Contains(hosts, ID(l.Host)) }))
	})
}

// recall puts the hosts of logs into the roster whose keys were removed: what was said
// there is on disk, and stays to be read and exported. It runs on the executor.
func (c *Client) recall(logs []store.Log) {
	self := c.home.Identity()
	spoken := map[ID]bool{}
	for _, l := range logs {
		host := ID(l.Host)
		if ID(l.Self) != self || host == self || c.expected(host) {
			continue
		}
		rooms, err := c.home.store.Rooms(context.Background(), l.ID)
		if err != nil {
			c.diskFailed(err)
			return
		}
		spoken[host] = spoken[host] || len(rooms) > 0
		if l.Current && spoken[host] { // the last one of its host
			c.recallHost(host, l.ID)
		}
	}
}

// expected says whether a host is known by an address, or in the roster already.
func (c *Client) expected(host ID) bool {
	return loop.Ask(c.loop, func() bool {
		for _, k := range c.known {
			if k.Identity == host {
				return true
			}
		}
		for _, f := range c.byServer {
			if f.host == host {
				return true
			}
		}
		return false
	})
}

// recallHost puts one such server into the roster.
func (c *Client) recallHost(host ID, log store.LogID) {
	known, err := c.home.store.Peers(context.Background())
	if err != nil {
		c.diskFailed(err)
	}
	name, trust := shortID(host), Unverified
	for _, k := range known {
		if ID(k.Identity) == host {
			name, trust = fmt.Sprintf("%s (%s)", names.Clean(k.Name), name), trustOf(k.State == store.Verified)
		}
	}
	replica, err := c.home.store.Replica(wire.Identity(c.home.Identity()), wire.Identity(host))
	if err != nil {
		c.diskFailed(err)
		return
	}
	f := loop.Ask(c.loop, func() *following {
		// Its short key stands for its address, which is another one's now.
		p := c.enroll(Peer{Kind: Member, Identity: host, Name: name, Addr: shortID(host), Trust: trust, Silent: true, Past: true}, nil)
		f := newFollowing(c, p)
		f.host = host
		f.protectSelf()
		c.byServer[p.ID] = f
		f.addRoom(p.Talk(), wire.Everyone, ID{})
		return f
	})
	f.attach(replica, log, nil, follow.Continued)
}

// reunite takes out of the roster what there is else of a host that is followed now, put
// there by recall or met under another address: its talk goes on.
func (c *Client) reunite(now *following) {
	for _, f := range c.byServer {
		if f == now || f == c.followed || f.host != now.host {
			continue
		}
		for addr, p := range c.byAddr {
			if p == f.server {
				c.byAddr[addr] = now.server
			}
		}
		c.leaveBehind(f.server)
	}
}
