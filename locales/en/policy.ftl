# What the gate says to customers, and the screens about it.
policy-stop-heard = Done: you will not get promotions here any more. If you change your mind, write START.
policy-resume-heard = Done: you will get our promotions again. To end them, write STOP.
