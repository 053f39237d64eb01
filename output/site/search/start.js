found("start",{"terms":["01","охрану"],"rows":500,"languages":["fi","en","sv","ru"]})
