// A worker's clock goes on while the tab is in the background, where the page's own timers are slowed down.
setInterval(() => postMessage(null), 5000);
