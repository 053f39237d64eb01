found("start",{"terms":["01","работников"],"rows":500,"languages":["fi","en","sv","ru"]})
