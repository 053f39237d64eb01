found("start",{"terms":["01","работников"],"rows":250,"languages":["fi","en","sv","ru"]})
